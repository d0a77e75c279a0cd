'use client'

import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Markdown } from '@/ui/markdown'
import type { InteractionView } from '../rules/interactions'
import { Decision } from './decision'
import { useDecided } from './use-interactions'

/** Something to confirm: yes, or no. */
export function AskedConfirmation({ interaction }: { interaction: InteractionView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const onDecided = useDecided()
  const accept = useSave(trpc.tasks.acceptInteraction.mutationOptions({ onSuccess: onDecided }))
  const { prompt, details } = interaction.payload
  return (
    <>
      <p className="break-words font-medium text-sm">{String(prompt)}</p>
      {typeof details === 'string' && details ? (
        <div className="max-h-96 overflow-y-auto rounded-md border bg-canvas p-3">
          <Markdown text={details} />
        </div>
      ) : null}
      <Decision
        interactionId={interaction.id}
        no="No"
        problem={accept.problem?.message}
        isBusy={accept.isPending}
        yes="Yes"
        onYes={() => accept.mutate({ companyId: slug, interactionId: interaction.id })}
      />
    </>
  )
}
