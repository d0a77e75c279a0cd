import { expect, it } from 'vitest'
import type { InteractionView } from '../rules/interactions'
import { askedText, endedText, takenOf } from './interaction-text'

const tasks = [{ title: 'Design' }, { title: 'Draw' }, { title: 'Write' }]
const suggested = { kind: 'suggest_tasks', payload: { tasks }, result: null, createdByKind: 'agent' }
const asked = { ...suggested, kind: 'ask_user_questions', payload: { questions: [{ id: 'a', prompt: 'Why?' }] } }

/** An interaction with what its words depend on. */
const one = (parts: object) => parts as InteractionView

it('says what is wanted', () => {
  expect(askedText(one(suggested), 'Ada')).toBe('Ada suggests 3 tasks')
  expect(askedText(one(asked), 'Ada')).toBe('Ada asks 1 question')
})

it('says who took how much of what was suggested', () => {
  const accepted = { ...suggested, status: 'accepted' }
  const inPart = one({ ...accepted, result: { taskIds: ['x', 'y'], selected: [0, 2] } })
  expect(takenOf(inPart)).toEqual([0, 2])
  expect(endedText(inPart, 'Ada', 'Kim')).toBe('Kim created 2 of the 3 tasks that Ada suggested')
  const whole = one({ ...accepted, result: { taskIds: ['x', 'y', 'z'], selected: [0, 1, 2] } })
  expect(endedText(whole, 'Ada', 'Kim')).toBe('Kim created the 3 tasks that Ada suggested')
})

it('tells apart an answer, a refusal, a dismissal and what was taken back', () => {
  const ended = (status: string, who: string) => endedText(one({ ...asked, status }), 'Ada', who)
  expect(ended('answered', 'Kim')).toBe('Kim answered the question of Ada')
  expect(ended('rejected', 'Kim')).toBe('Kim declined the question of Ada')
  expect(ended('cancelled', 'Kim')).toBe('Kim dismissed the question of Ada')
  expect(ended('cancelled', 'Ada')).toBe('Ada took it back')
  expect(ended('expired', 'Paperclip')).toBe('Nobody decided in time on the question of Ada')
})
