import { z } from 'zod'
import { ListCompanies, listCompanies } from '@/features/access'
import {
  archiveCompany,
  type CreateCompany,
  closeCompany,
  createCompany,
  getCompany,
  pauseCompany,
  reopenCompany,
  resumeCompany,
  updateCompany,
} from '@/features/companies'
import { founderOf } from '../../caller'
import { foundDemo, isDemoOffered } from '../../demo'
import { identifiedProcedure, router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const companies = router({
  /** The companies that the caller may enter; the only read that names no company. */
  listCompanies: identifiedProcedure.input(ListCompanies).query(({ ctx, input }) => listCompanies(ctx.identity, input)),
  /** Founds a company with a new id, so it cannot be called in one. */
  createCompany: identifiedProcedure
    .input(z.custom<z.input<typeof CreateCompany>>())
    .mutation(({ ctx, input }) => createCompany(founderOf(ctx.identity), input)),
  /** Whether the example company can be founded by a click. */
  demoOffer: identifiedProcedure.query(({ ctx }) => ({ isOffered: isDemoOffered(ctx.identity) })),
  foundDemo: identifiedProcedure.mutation(({ ctx }) => foundDemo(ctx.identity)),
  getCompany: queryProcedure(getCompany),
  updateCompany: commandProcedure(updateCompany),
  archiveCompany: commandProcedure(archiveCompany),
  closeCompany: commandProcedure(closeCompany),
  reopenCompany: commandProcedure(reopenCompany),
  pauseCompany: commandProcedure(pauseCompany),
  resumeCompany: commandProcedure(resumeCompany),
})
