import { z } from 'zod'

export const CompanyStatus = z.enum(['active', 'paused', 'archived'])

/** An IANA time zone that this runtime knows. */
export const TimeZone = z.string().refine(isTimeZone, 'is not a time zone. Use a name such as Europe/Lisbon or UTC')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const Name = z.string().trim().min(1, 'must not be empty').max(120)
const Mission = z.string().trim().max(4000)

export const CreateCompany = z.object({
  name: Name,
  mission: Mission.default(''),
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, 'takes lower-case letters, digits and dashes, at most 48')
    .optional(),
  timeZone: TimeZone.default('UTC'),
  requireHireApproval: z.boolean().default(false),
  /** Monthly cap of the whole company in micro-dollars; absent or null means no limit. */
  capMicros: z.int().min(0).nullish(),
})

export const UpdateCompany = z
  .object({
    name: Name,
    mission: Mission,
    timeZone: TimeZone,
    requireHireApproval: z.boolean(),
    maxConcurrentRuns: z.int().min(1).max(10_000).nullable(),
  })
  .partial()

export const CompanyView = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  mission: z.string(),
  status: CompanyStatus,
  pauseReason: z.string().nullable(),
  timeZone: z.string(),
  taskPrefix: z.string(),
  requireHireApproval: z.boolean(),
  maxConcurrentRuns: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type CompanyView = z.output<typeof CompanyView>
