import { search as searchAll } from '@/features/search'
import { router } from '../init'
import { queryProcedure } from '../procedure'

export const search = router({
  search: queryProcedure(searchAll),
})
