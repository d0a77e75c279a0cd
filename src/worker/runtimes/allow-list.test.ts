import { expect, test } from 'vitest'
import { isAllowed } from './allow-list'

test.each([
  [['git'], 'git', ['push'], true],
  [['git status'], 'git', ['status', '-s'], true],
  [['git status'], 'git', ['push'], false],
  [['npm test'], 'npm', [], false],
  [['git'], './git', [], false],
  [['git'], '/tmp/git', [], false],
  [['git'], 'gitk', [], false],
  [['*'], 'anything', ['at', 'all'], true],
  [[], 'git', [], false],
])('%o: %s %o is allowed: %s', (allowed, program, args, is) => expect(isAllowed(allowed, program, args)).toBe(is))
