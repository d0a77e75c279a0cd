/** Vitest's set-up of each test of rules. */
import { forgetModules } from './forget-modules'

forgetModules()
