import { describe, expect, it } from 'vitest'
import { isAtHome } from './home'

describe('an address', () => {
  it.each([
    'http://localhost:11434/v1',
    'http://127.0.0.1/v1',
    'http://[::1]:80',
    'http://192.168.1.5',
    'http://gpu-box:8000/v1',
    'http://models.lan',
  ])('%s is at home', (url) => expect(isAtHome(url)).toBe(true))
  it.each(['https://api.openai.com/v1', 'http://8.8.8.8', 'https://[2606:4700::1111]/v1', 'https://local.example.com'])(
    '%s is not',
    (url) => expect(isAtHome(url)).toBe(false),
  )
})
