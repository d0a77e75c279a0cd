'use client'

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { AppRouter } from './router'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

/** What each procedure answers, for the props of screens. */
export type Outputs = inferRouterOutputs<AppRouter>
/** What each procedure takes. */
export type Inputs = inferRouterInputs<AppRouter>

/** The tRPC client and the query cache of one tab. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', maxURLLength: 4000 })] }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}

// Changes are heard live, so an answer is taken as fresh for a while and a page that is opened again shows at once.
function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: goToSignIn }),
    mutationCache: new MutationCache({ onError: goToSignIn }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && (problemOf(error).status ?? 500) >= 500,
      },
    },
  })
}

function goToSignIn(error: Error): void {
  if (problemOf(error).status !== 401 || window.location.pathname === '/signin') return
  window.location.assign(`/signin?next=${encodeURIComponent(window.location.pathname)}`)
}

export type Problem = {
  /** One sentence for people. */
  message: string
  /** A code of the error catalogue, when the server answered. */
  code?: string
  status?: number
  requestId?: string
  /** What is wrong with which field of the input. */
  fields: Record<string, string>
  facts: Record<string, unknown>
}

/** What a failed call means to people; a server that could not be reached reads as one, too. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof TRPCClientError))
    return { message: 'Something went wrong in this page.', fields: {}, facts: {} }
  const data = recordOf(error.data)
  if (!error.data) {
    return { message: 'The server could not be reached. Nothing was changed.', fields: {}, facts: {} }
  }
  const facts = recordOf(data.facts)
  return {
    message: error.message,
    code: textOf(data.code),
    status: typeof data.httpStatus === 'number' ? data.httpStatus : undefined,
    requestId: textOf(data.requestId),
    fields: fieldsOf(facts, error.message),
    facts,
  }
}

function fieldsOf(facts: Record<string, unknown>, message: string): Record<string, string> {
  const list = Array.isArray(facts.fields) ? facts.fields.map(recordOf) : []
  const entries = list.flatMap((entry) => {
    const field = textOf(entry.field)
    return field === undefined ? [] : [[field, sentence(textOf(entry.problem) ?? message)] as const]
  })
  const single = textOf(facts.field)
  return Object.fromEntries(single ? [...entries, [single, message]] : entries)
}

/** "must not be empty" → "Must not be empty." */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
