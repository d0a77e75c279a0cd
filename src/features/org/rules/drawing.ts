import { inTreeOrder } from './tree'

export type DrawnAgent = {
  id: string
  managerId: string | null
  name: string
  title: string
  role: string
  state: string
}

const WIDTH = 176
const HEIGHT = 52
const GAP = 20
const LEVEL = 96
const MARGIN = 24
const HEAD = 40
const NAME_LENGTH = 22
const TITLE_LENGTH = 28

/** Looks of the states of agents: the colour of the dot. */
const DOTS: Record<string, string> = { running: '#0b6a94', paused: '#8a5300', pending_approval: '#7a3fc4' }

/**
 * The org chart as an SVG document that stands for itself: a box an agent, managers above their reports, on white.
 * @param heading what it says at the top, as the company's name
 */
export function drawOrg(heading: string, agents: readonly DrawnAgent[]): string {
  const { places, columns, levels } = placesOf(agents)
  const width = Math.max(columns * (WIDTH + GAP) - GAP, WIDTH) + 2 * MARGIN
  const height = Math.max(0, levels - 1) * LEVEL + HEIGHT + 2 * MARGIN + HEAD
  const lines = agents.map((agent) => lineTo(agent, places)).join('')
  const boxes = agents.map((agent) => box(agent, places.get(agent.id)!)).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="Geist, Inter, Helvetica, Arial, sans-serif" role="img" aria-label="${plain(`Org chart of ${heading}`)}">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>` +
    `<text x="${MARGIN}" y="${MARGIN + 12}" font-size="16" font-weight="600" fill="#18181b">${plain(heading)}</text>` +
    `${lines}${boxes}</svg>\n`
  )
}

type Place = { x: number; y: number }

/** A column for each agent without reports; a manager stands in the middle of its reports. */
function placesOf(agents: readonly DrawnAgent[]): { places: Map<string, Place>; columns: number; levels: number } {
  const rows = inTreeOrder(agents)
  const columnOf = new Map<string, number>()
  const reportsOf = new Map<string, number[]>()
  let columns = 0
  // reports stand behind their managers, and leaves in order: the columns of leaves first, then from the end upwards
  rows.forEach((row, index) => {
    const isLeaf = (rows[index + 1]?.depth ?? 0) <= row.depth
    if (isLeaf) columnOf.set(row.id, columns++)
  })
  for (const row of [...rows].reverse()) {
    const below = reportsOf.get(row.id)
    const column = columnOf.get(row.id) ?? (Math.min(...below!) + Math.max(...below!)) / 2
    columnOf.set(row.id, column)
    if (row.managerId) reportsOf.set(row.managerId, [...(reportsOf.get(row.managerId) ?? []), column])
  }
  const places = rows.map(({ id, depth }): [string, Place] => [
    id,
    { x: MARGIN + columnOf.get(id)! * (WIDTH + GAP), y: MARGIN + HEAD + depth * LEVEL },
  ])
  return { places: new Map(places), columns, levels: Math.max(0, ...rows.map(({ depth }) => depth + 1)) }
}

function lineTo({ id, managerId }: DrawnAgent, places: ReadonlyMap<string, Place>): string {
  const from = places.get(managerId ?? '')
  const to = places.get(id)
  if (!from || !to) return ''
  const half = LEVEL - (LEVEL - HEIGHT) / 2
  return (
    `<path d="M${from.x + WIDTH / 2} ${from.y + HEIGHT}V${from.y + half}H${to.x + WIDTH / 2}V${to.y}" ` +
    `fill="none" stroke="#d6d6dc" stroke-width="1.5"/>`
  )
}

function box({ name, title, role, state }: DrawnAgent, { x, y }: Place): string {
  return (
    `<g><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fafafb" stroke="#d6d6dc"/>` +
    `<text x="${x + 14}" y="${y + 22}" font-size="13" font-weight="600" fill="#18181b">${plain(cut(name, NAME_LENGTH))}</text>` +
    `<text x="${x + 14}" y="${y + 39}" font-size="11" fill="#67676f">${plain(cut(title || role, TITLE_LENGTH))}</text>` +
    `<circle cx="${x + WIDTH - 14}" cy="${y + 18}" r="4" fill="${DOTS[state] ?? '#14703e'}"><title>${plain(state)}</title></circle></g>`
  )
}

function cut(text: string, length: number): string {
  const letters = [...text]
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : text
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text for a document: what has a meaning there is written as itself, and what XML has no place for is left out. */
function plain(text: string): string {
  return text.replace(/\p{Cc}|[\ufffe\uffff]/gu, ' ').replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c)
}
