'use client'

import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Textarea } from '@/ui/input'
import type { Answers, InteractionView, Question } from '../rules/interactions'
import { ChoiceRow } from './choice-row'
import { Decision } from './decision'
import { questionsOf } from './interaction-text'
import { useDecided } from './use-interactions'

type Answer = Answers[string]

/** Questions, each with its options or a box for any text; all are answered at once. */
export function AskedQuestions({ interaction }: { interaction: InteractionView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const onDecided = useDecided()
  const [answers, setAnswers] = useState<Answers>({})
  const send = useSave(trpc.tasks.answerInteraction.mutationOptions({ onSuccess: onDecided }))
  const change = (id: string, answer: Answer) => setAnswers((before) => ({ ...before, [id]: answer }))
  return (
    <>
      {questionsOf(interaction).map((question) => (
        <AskedQuestion
          key={question.id}
          name={`${interaction.id}-${question.id}`}
          question={question}
          answer={answers[question.id] ?? (question.isMultiple ? [] : '')}
          onChange={(answer) => change(question.id, answer)}
        />
      ))}
      <Decision
        interactionId={interaction.id}
        no="Decline"
        problem={send.problem?.message}
        isBusy={send.isPending}
        yes="Send answers"
        onYes={() => send.mutate({ companyId: slug, interactionId: interaction.id, answers })}
      />
    </>
  )
}

type AskedProps = { name: string; question: Question; answer: Answer; onChange: (answer: Answer) => void }

function AskedQuestion({ name, question, answer, onChange }: AskedProps) {
  const { prompt, options, isMultiple, isRequired } = question
  if (!options) {
    return (
      <div className="flex flex-col gap-1.5">
        <label htmlFor={name} className="font-medium text-sm">
          {prompt}
          <Optional isShown={!isRequired} />
        </label>
        <Textarea id={name} rows={2} value={String(answer)} onChange={(event) => onChange(event.target.value)} />
      </div>
    )
  }
  const chosen = Array.isArray(answer) ? answer : [answer]
  const toggle = (option: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, option] : chosen.filter((each) => each !== option))
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">
        {prompt}
        {isMultiple ? <span className="ml-2 font-normal text-faint text-xs">As many as fit</span> : null}
        <Optional isShown={!isRequired} />
      </legend>
      {options.map((option) => (
        <ChoiceRow
          key={option}
          type={isMultiple ? 'checkbox' : 'radio'}
          name={name}
          checked={chosen.includes(option)}
          onChange={(event) => (isMultiple ? toggle(option, event.target.checked) : onChange(option))}
        >
          {option}
        </ChoiceRow>
      ))}
      {isRequired || isMultiple ? null : (
        <ChoiceRow type="radio" name={name} checked={answer === ''} onChange={() => onChange('')}>
          <span className="text-muted">No answer</span>
        </ChoiceRow>
      )}
    </fieldset>
  )
}

function Optional({ isShown }: { isShown: boolean }) {
  return isShown ? <span className="ml-2 font-normal text-faint text-xs">Optional</span> : null
}
