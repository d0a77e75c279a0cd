import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './redact'

describe('withoutSecrets', () => {
  it('hides values of secret names at any depth, and keeps the rest', () => {
    const payload = { a: [{ apiKey: 'planted' }], env: { GH_TOKEN: 'planted', LOG: 'debug' }, n: 1 }
    expect(withoutSecrets(payload)).toEqual({
      a: [{ apiKey: '[hidden]' }],
      env: { GH_TOKEN: '[hidden]', LOG: 'debug' },
      n: 1,
    })
  })

  it('keeps references to the vault', () => {
    const env = { API_KEY: { secretId: 's', version: 'latest' } }
    expect(withoutSecrets({ env }, true)).toEqual({ env })
  })

  it('is not fooled by what is packed beside a reference or into a list', () => {
    const payload = {
      apiKey: { secretId: 's', value: 'planted' },
      password: ['planted'],
      env: { A: { secretId: { token: 'planted' } } },
    }
    expect(JSON.stringify(withoutSecrets(payload))).not.toContain('planted')
  })

  it('hides all variables and headers from those who may not change them', () => {
    const payload = { runtimeConfig: { env: { LOG: 'debug' }, headers: { 'x-a': 'b' }, command: 'run' } }
    expect(withoutSecrets(payload, true)).toEqual({
      runtimeConfig: { env: { LOG: '[hidden]' }, headers: { 'x-a': '[hidden]' }, command: 'run' },
    })
  })

  it('lets no value of a secret name through, wherever it is', () => {
    const planted = fc.record({ password: fc.constant('planted-value') })
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, planted, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
    }))
    fc.assert(fc.property(tree, (value) => !JSON.stringify(withoutSecrets(value)).includes('planted-value')))
  })
})
