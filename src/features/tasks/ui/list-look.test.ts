import { describe, expect, it } from 'vitest'
import { boardStates, columnsText, readListLook } from './list-look'
import { USUAL_COLUMNS } from './task-table'

const read = (text: string) => readListLook(new URLSearchParams(text))

describe('the look of the list', () => {
  it('is read from the address, and what makes no sense there is ignored', () => {
    expect(read('')).toEqual({ isBoard: false, columns: USUAL_COLUMNS, sort: 'newest', peek: null })
    expect(read('layout=board&columns=due,state,nonsense&sort=oldest&peek=HAL-12')).toEqual({
      ...{ isBoard: true, columns: ['state', 'due'], sort: 'oldest', peek: 'HAL-12' },
    })
    expect(read('sort=worst&peek=javascript:1')).toMatchObject({ sort: 'newest', peek: null })
  })

  it('writes switched columns in their order, and the usual ones not at all', () => {
    const text = columnsText(USUAL_COLUMNS, 'due')
    expect(text).toBe('state,assignee,messages,due,updated')
    expect(columnsText(read(`columns=${text}`).columns, 'due')).toBeNull()
    expect(read(`columns=${columnsText(['state'], 'state')}`).columns).toEqual([])
  })
})

it('gives open work a column to be finished in', () => {
  expect(boardStates(['blocked'])).toEqual(['blocked'])
  expect(boardStates(['backlog', 'todo', 'in_progress', 'in_review', 'blocked'])).toContain('done')
  expect(boardStates(undefined)).toHaveLength(7)
})
