'use client'

import { ListTodo, Target, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { HireDialog } from '@/features/org/ui/hire-dialog'
import { Button, ButtonLink } from '@/ui/button'
import { Panel } from '@/ui/panel'

/** What to do in a company where nobody works yet. */
export function FirstSteps() {
  const { to } = useCompanySlug()
  const [isHiring, setIsHiring] = useState(false)
  const steps = [
    {
      icon: <UserPlus aria-hidden />,
      title: 'Hire the first agent',
      text: 'It leads the company; everybody else reports to it.',
      deed: (
        <Button variant="primary" onClick={() => setIsHiring(true)}>
          Hire agent
        </Button>
      ),
    },
    {
      icon: <Target aria-hidden />,
      title: 'Set goals',
      text: 'Steps towards the mission, for tasks to hang below.',
      deed: <ButtonLink href={to('/goals')}>Open goals</ButtonLink>,
    },
    {
      icon: <ListTodo aria-hidden />,
      title: 'Hand out a task',
      text: 'The agent wakes, works, and reports in the thread.',
      deed: <ButtonLink href={to('/tasks')}>Open tasks</ButtonLink>,
    },
  ]
  return (
    <Panel title="Three steps to a running company" isFlush className="mb-4">
      <ol className="grid divide-y sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        {steps.map((step, index) => (
          <li key={step.title} className="flex flex-col items-start gap-2 p-4">
            <span className="flex items-center gap-2 font-medium text-sm [&>svg]:size-4 [&>svg]:text-accent">
              {step.icon}
              {index + 1}. {step.title}
            </span>
            <p className="flex-1 text-muted text-sm">{step.text}</p>
            {step.deed}
          </li>
        ))}
      </ol>
      <HireDialog isOpen={isHiring} onClose={() => setIsHiring(false)} />
    </Panel>
  )
}
