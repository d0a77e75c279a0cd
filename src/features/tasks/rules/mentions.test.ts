import { describe, expect, it } from 'vitest'
import { publicId } from '@/platform/ids'
import { mentionedAgents } from './mentions'

const ada = { id: '018f0000-0000-7000-8000-00000000000a', name: 'Ada' }
const lovelace = { id: '018f0000-0000-7000-8000-00000000000b', name: 'Ada Lovelace' }
const bob = { id: '018f0000-0000-7000-8000-00000000000c', name: 'Bob' }
const all = [ada, lovelace, bob]

describe('mentionedAgents', () => {
  it.each([
    [`@${bob.id} please`, [bob.id]],
    [`see @${publicId('agent', bob.id)}.`, [bob.id]],
    ['@bob and @ADA', [bob.id, ada.id]],
    ['@Ada Lovelace, not the other', [lovelace.id]],
    ['@ada-lovelace', [lovelace.id]],
    [`[Bob](agent://${bob.id})`, [bob.id]],
    ['@bob @bob @bob', [bob.id]],
    ['mail bob@bob.example', []],
    ['@bobby is someone else', []],
    ['@018f0000-0000-7000-8000-0000000000ff is of another company', []],
    ['nothing here', []],
  ])('%s', (text, ids) => expect(mentionedAgents(text, all)).toEqual(ids))
})
