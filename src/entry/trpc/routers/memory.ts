import { forget, getMemory, listMemories, recallFor, remember, searchMemories, updateMemory } from '@/features/memory'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const memory = router({
  listMemories: queryProcedure(listMemories),
  searchMemories: queryProcedure(searchMemories),
  getMemory: queryProcedure(getMemory),
  recallFor: queryProcedure(recallFor),
  remember: commandProcedure(remember),
  updateMemory: commandProcedure(updateMemory),
  forget: commandProcedure(forget),
})
