import { rowsOf } from '../route'
import { API } from './dialect'

export const { route, rootRoute } = rowsOf(API)
