'use client'

import { readReference } from '@/features/vault/rules/settings'
import { Field, type FieldControl } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import { type Setting, shownValue } from './settings-of-runtimes'

type SettingFieldsProps = {
  settings: readonly Setting[]
  config: Record<string, unknown>
  errors: Record<string, string | undefined>
}

/** The settings of one runtime, a field each. */
export function SettingFields({ settings, config, errors }: SettingFieldsProps) {
  return settings.map((setting) => (
    <Field
      key={setting.name}
      label={setting.label}
      isOptional={!setting.isNeeded}
      hint={setting.hint}
      error={errors[`runtimeConfig.${setting.name}`]}
    >
      {(control) => <SettingControl control={control} setting={setting} value={config[setting.name]} />}
    </Field>
  ))
}

function SettingControl({ control, setting, value }: { control: FieldControl; setting: Setting; value: unknown }) {
  const { name, kind, placeholder } = setting
  const shared = { ...control, name, defaultValue: shownValue(setting, value) }
  if (kind === 'choice') {
    return (
      <Select {...shared}>
        {(setting.choices ?? []).map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
    )
  }
  if (kind === 'words') {
    return <Textarea {...shared} rows={2} spellCheck={false} className="font-mono" placeholder={placeholder} />
  }
  if (kind === 'secret') {
    const kept = readReference(value) ? 'A secret is kept. Type to replace it.' : placeholder
    return <Input {...shared} type="password" autoComplete="new-password" spellCheck={false} placeholder={kept} />
  }
  return (
    <Input
      {...shared}
      type={kind === 'address' ? 'url' : 'text'}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
    />
  )
}
