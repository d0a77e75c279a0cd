import { rowsOf } from '../route'
import { V1 } from './dialect'

export type { Route } from '../route'
export const { route, rootRoute } = rowsOf(V1)
