'use client'

import type { ReactNode } from 'react'
import type { Grant } from '@/features/access/rules/grants'
import { useGrants } from './use-grants'

type GrantedProps = {
  /** What the command behind the children needs. */
  to: Grant
  children: ReactNode
  /** What stands there for who has it not, where something must. */
  otherwise?: ReactNode
}

/** A deed, for who may do it: absent for anybody else, and until that is known. */
export function Granted({ to, children, otherwise = null }: GrantedProps) {
  return useGrants().has(to) ? children : otherwise
}

/** The fields of a form that everybody may read: who may not change them finds them closed. Its button stands in `Granted`. */
export function GrantedFields({ to, children }: { to: Grant; children: ReactNode }) {
  const isGranted = useGrants().has(to)
  return (
    <fieldset disabled={!isGranted} className="contents">
      {children}
    </fieldset>
  )
}
