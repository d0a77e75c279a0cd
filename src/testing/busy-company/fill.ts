import path from 'node:path'
import { clusterPassword, runningPostmaster } from '@/platform/database/embedded/cluster'
import { fillBusyCompany } from '.'

/** `npm run db:busy`: fills the database of DATABASE_URL, or the one that `npm start` runs in this folder, with the busy company. */
const { slug } = await fillBusyCompany(process.env.DATABASE_URL || embedded())
console.log(`The busy company is there: /c/${slug}`)

function embedded(): string {
  const folder = path.resolve('.data', 'postgres')
  const postmaster = runningPostmaster(folder)
  if (!postmaster) throw new Error('Paperclip is not running. Start it first: npm start')
  return `postgresql://postgres:${clusterPassword(folder)}@127.0.0.1:${postmaster.port}/paperclip`
}
