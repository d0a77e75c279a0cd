import os from 'node:os'
import { expect, test } from 'vitest'
import { checkClaims, missingSections } from './review'

const GIB = 1024 ** 3

const right = `# Machine report

## Processor
- Logical processors: ${os.cpus().length}

## Memory
- Total: ${(os.totalmem() / GIB).toFixed(2)} GiB
- Free: ${(os.freemem() / GIB).toFixed(2)} GiB

## Disk
- Total: 100.00 GiB
- Free: 10.00 GiB

## Node.js
- Version: ${process.version}

## Load
- Average of 1, 5 and 15 minutes: 0.10, 0.20, 0.30

## Largest processes
`

const wrongOnes = (report: string) => checkClaims(report).flatMap(({ claim, isRight }) => (isRight ? [] : [claim]))

test('a report that says what this machine says is right', () => {
  expect(missingSections(right)).toEqual([])
  expect(wrongOnes(right)).toEqual([])
})

test.each([
  ['another number of processors', 'Logical processors: ', 'Logical processors: 9', 'logical processors'],
  ['more free memory than there is', 'Free: ', 'Free: 99999', 'free memory'],
  ['another version', 'Version: v', 'Version: v1', 'Node.js'],
  ['two load averages', '0.20, 0.30', '0.20', 'three load averages'],
])('%s is found', (_, text, other, claim) => {
  expect(wrongOnes(right.replace(text, other)).join()).toContain(claim)
})

test('what is missing, or no number, is wrong', () => {
  expect(missingSections('# Machine report\n')).toHaveLength(6)
  expect(wrongOnes('# Machine report\n')).toHaveLength(6)
  expect(wrongOnes(right.replace(/Total: [\d.]+ GiB\n- Free/, 'Total: much\n- Free'))).toEqual([
    'total memory, GiB: much',
  ])
})
