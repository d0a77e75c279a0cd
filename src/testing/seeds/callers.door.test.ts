import { afterAll, beforeAll, describe } from 'vitest'
import { refusedCallers } from './refused'
import { roles } from './roles'
import { openSetting, type Setting } from './setting'
import { strangers } from './strangers'

/** Two companies: whose things strangers ask for, and whose the strangers are. */
let setting: Setting
beforeAll(async () => {
  setting = await openSetting('Quokka', 'Wombat')
})
afterAll(() => setting?.server.stop())

describe('a stranger', () => strangers(() => setting))
describe('a caller of the company', () => roles(() => setting))
describe('a caller without a valid credential', () => refusedCallers(() => setting))
