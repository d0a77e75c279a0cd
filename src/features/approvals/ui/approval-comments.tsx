'use client'

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Textarea } from '@/ui/input'
import { Markdown } from '@/ui/markdown'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'

/** What was said about a question, oldest first, and a place to say more. */
export function ApprovalComments({ approvalId }: { approvalId: string }) {
  const trpc = useTRPC()
  const id = useId()
  const { slug } = useCompanySlug()
  const [content, setContent] = useState('')
  const query = useQuery(trpc.approvals.listApprovalComments.queryOptions({ companyId: slug, approvalId, limit: 500 }))
  const post = useSave(
    trpc.approvals.commentOnApproval.mutationOptions({
      onSuccess: () => {
        setContent('')
        query.refetch()
      },
    }),
  )
  return (
    <Panel title="Comments">
      <Loaded query={query} what="The comments">
        {(comments) =>
          comments.length === 0 ? (
            <p className="text-muted text-sm">Nobody has said anything yet.</p>
          ) : (
            <ol className="flex flex-col gap-4">
              {comments.map((comment) => (
                <li key={comment.id} className="flex gap-2.5">
                  <Avatar name={comment.author.name} />
                  <div className="min-w-0 flex-1">
                    <p className="flex items-baseline gap-2 text-sm">
                      <span className="font-medium">{comment.author.name}</span>
                      <RelativeTime at={comment.createdAt} className="text-faint text-xs" />
                    </p>
                    <Markdown text={comment.content} />
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
      <Granted to="approval:request">
        <form
          className="mt-4 flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            post.mutate({ companyId: slug, approvalId, content })
          }}
        >
          <label htmlFor={id} className="sr-only">
            Comment
          </label>
          <Textarea
            id={id}
            rows={2}
            placeholder="Ask or say something; an agent that asked is woken by it."
            value={content}
            onChange={(event) => setContent(event.target.value)}
          />
          <FormProblem text={post.problem?.message} />
          <div>
            <Button type="submit" isBusy={post.isPending} disabled={content.trim() === ''}>
              Comment
            </Button>
          </div>
        </form>
      </Granted>
    </Panel>
  )
}
