export { CATALOGUE, type Code, CODES } from './catalogue'
export { type Facts, invalidInput, notFound, Refusal } from './refusal'
