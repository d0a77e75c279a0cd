'use client'

import { type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { problemOf } from '@/entry/trpc/client'
import { useToast } from '@/ui/toast'

/**
 * A mutation for a form or a button. `fieldErrors` stand beside their fields, `formError` above the buttons; with
 * `toastsProblem` a failure is a toast instead, for deeds that have no form.
 */
export function useSave<Data, Failure, Variables, Context>(
  options: UseMutationOptions<Data, Failure, Variables, Context>,
  settings: { toastsProblem?: boolean } = {},
) {
  const toast = useToast()
  const mutation = useMutation<Data, Failure, Variables, Context>({
    ...options,
    onError: (error, variables, result, context) => {
      if (settings.toastsProblem) toast({ tone: 'bad', text: problemOf(error).message })
      return options.onError?.(error, variables, result, context)
    },
  })
  const problem = mutation.isError ? problemOf(mutation.error) : null
  const fieldErrors: Record<string, string | undefined> = problem?.fields ?? {}
  const isAboutFields = Object.keys(fieldErrors).length > 0
  return { ...mutation, problem, fieldErrors, formError: problem && !isAboutFields ? problem.message : undefined }
}
