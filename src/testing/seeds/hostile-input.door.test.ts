import { afterAll, beforeAll, describe } from 'vitest'
import { generatedBodies } from './generated-bodies'
import { malformedAddresses } from './malformed-addresses'
import { malformedBodies } from './malformed-bodies'
import { openSetting, type Setting } from './setting'

/** One company that everything is sent to, and another one of which nothing may be told. */
let setting: Setting
beforeAll(async () => {
  setting = await openSetting('Quokka', 'Wombat')
})
afterAll(() => setting?.server.stop())

describe('an address', () => malformedAddresses(() => setting))
describe('a body', () => malformedBodies(() => setting))
describe('a body', () => generatedBodies(() => setting))
