import type { Gates } from './gates'

/** For a company founded on a screen: hires and the first strategy need an approval. */
export const CAREFUL_GATES: Gates = { hire_agent: 'admin', approve_ceo_strategy: 'admin' }
