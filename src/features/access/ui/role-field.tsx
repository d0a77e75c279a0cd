'use client'

import { useState } from 'react'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import type { Role } from '../rules/grants'
import { ROLE_TEXT } from './role-text'

type RoleFieldProps<R extends Role> = {
  /** What is chosen is sent as `role`; where there is a text for none, none is proposed, as ''. */
  roles: readonly R[]
  none?: { name: string; may: string }
  proposed?: R
  /** What somebody with that role does, where it is not what it is in a company. */
  mayOf?: (role: R) => string
  label?: string
  error?: string
}

/** One of the roles; what who has it does stands below, where a phone has the room for it. */
export function RoleField<R extends Role>(props: RoleFieldProps<R>) {
  const { roles, none, proposed = none ? undefined : roles[0], label = 'Role', error } = props
  const [chosen, setChosen] = useState(proposed)
  const mayOf = props.mayOf ?? ((role) => ROLE_TEXT[role].may)
  const may = chosen ? mayOf(chosen) : none?.may
  return (
    <Field label={label} hint={may ? `${may[0]?.toUpperCase()}${may.slice(1)}.` : undefined} error={error}>
      {(control) => (
        <Select
          {...control}
          name="role"
          value={chosen ?? ''}
          onChange={(event) => setChosen(roles.find((role) => role === event.target.value))}
        >
          {none ? <option value="">{none.name}</option> : null}
          {roles.map((role) => (
            <option key={role} value={role}>
              {ROLE_TEXT[role].name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
