export { CATALOGUE, type Code } from './catalogue'
export { type Facts, invalidInput, notFound, Refusal } from './refusal'
