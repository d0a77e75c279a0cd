import { PROCEDURE } from '@/features/runs'

/** How to work with the product, as a skill file that a coding agent can install: front matter, and the procedure of a heartbeat. */
export const SKILL = `---
name: paperclip
description: How an agent works in a company that is run with Paperclip. Use it when PAPERCLIP_API_URL is in the environment.
---

${PROCEDURE}
`
