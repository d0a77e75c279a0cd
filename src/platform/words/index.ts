export { partsOf } from './parts'
export { type Phrase, readQuestion, tsqueryOf } from './question'
export { isUnspaced, markOf, normalized, wordsOf } from './words'
