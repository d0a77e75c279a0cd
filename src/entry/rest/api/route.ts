import { rowsOf } from '../route'
import { API } from './dialect'

export const { route, rootRoute, openRoute } = rowsOf(API)
