import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readMasterKey } from './master-key'
import { seal, unseal } from './sealed'

// Vite's own variable of this name is not the product's.
delete process.env.BASE_URL
process.env.DATABASE_URL ??= 'postgresql://localhost/none'
process.env.PAPERCLIP_MASTER_KEY = randomBytes(32).toString('base64')

it('opens what it sealed, at its own place only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = seal(text, 'company/secret/1')
      expect(unseal(sealed, 'company/secret/1')).toBe(text)
      expect(() => unseal(sealed, 'company/secret/2')).toThrow(/changed or damaged/)
    }),
  )
})

it('notices every changed bit, and a key that is not here', () => {
  const sealed = seal('swordfish', 'here')
  fc.assert(
    fc.property(fc.nat(sealed.ciphertext.length * 8 - 1), (bit) => {
      const ciphertext = Buffer.from(sealed.ciphertext)
      ciphertext[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => unseal({ ...sealed, ciphertext }, 'here')).toThrow(/changed or damaged/)
    }),
  )
  expect(() => unseal({ ...sealed, ciphertext: Buffer.alloc(3) }, 'here')).toThrow(/changed or damaged/)
  expect(() => unseal({ ...sealed, keyId: 'another' }, 'here')).toThrow(/PAPERCLIP_MASTER_KEY/)
})

it('seals the same text differently each time', () => {
  const seen = new Set(Array.from({ length: 200 }, () => seal('same', 'here').ciphertext.toString('hex')))
  expect(seen.size).toBe(200)
})

it.each([
  ['a'.repeat(64), 32],
  [Buffer.alloc(32, 7).toString('base64'), 32],
  [Buffer.alloc(32, 255).toString('base64url'), 32],
  ['a'.repeat(62), undefined],
  ['short', undefined],
  ['!'.repeat(43), undefined],
  [Buffer.alloc(33).toString('base64'), undefined],
])('reads the key %s', (text, bytes) => expect(readMasterKey(text)?.length).toBe(bytes))
