export { indexCompany } from './index-company'
export { search } from './queries/search'
export * from './schema'
export { companiesToIndex, isSearchBehind } from './store'
