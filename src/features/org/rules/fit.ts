export type Candidate = { role: string; title: string; capabilities: string }
export type Fit = { score: number; words: string[] }

/** What the work of a known role is usually called. It counts less than what the agent itself says. */
const WORK_OF_ROLE: Record<string, string> = {
  ceo: 'strategy vision company hire plan',
  cto: 'architecture technology technical system infrastructure',
  cmo: 'marketing campaign brand growth launch audience advertising newsletter social',
  cfo: 'finance budget cost invoice accounting revenue pricing tax',
  security: 'security vulnerability audit threat secret permission encryption',
  engineer: 'code implement bug fix api backend frontend refactor feature database script function',
  designer: 'design ui ux logo layout mockup wireframe icon illustration',
  pm: 'roadmap requirement specification story backlog prioritise milestone',
  qa: 'test quality review regression verify reproduce acceptance',
  devops: 'deploy release pipeline server monitoring docker kubernetes infrastructure backup',
  researcher: 'research study survey compare analyse investigate competitor literature',
}

const WEIGHTS = { role: 3, capabilities: 2, usual: 1 }
const EMPTY = new Set(
  'a an and are as at be by for from in into is it its of on or our that the this to we with you your'.split(' '),
)
const MOST_WORDS = 60

/** The distinct words of a text that say something, in its order; at most 60. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}+#]+/u)
  return [...new Set(words.filter((word) => word.length > 1 && !EMPTY.has(word)))].slice(0, MOST_WORDS)
}

/** The roles whose usual work a text is about. */
export function rolesFor(text: string): string[] {
  const words = wordsOf(text)
  return Object.keys(WORK_OF_ROLE).filter((role) => countOf(words, role) > 0)
}

function countOf(words: readonly string[], role: string): number {
  const usual = wordsOf(WORK_OF_ROLE[role] ?? '')
  return words.filter((word) => usual.some((known) => isSame(word, known))).length
}

const ENDINGS = new Set(['', 's', 'es', 'd', 'ed', 'r', 'er', 'rs', 'ers', 'ing', 'ings', 'ment', 'ments'])

/** "design", "designer" and "designing" are one word; "plan" and "plant" are two. */
function isSame(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long.startsWith(short) && ENDINGS.has(long.slice(short.length))
}

/** How well an agent fits a text: each word of the text counts once, by the strongest place that has it. 0 is not at all. */
export function fitOf(text: string, agent: Candidate): Fit {
  const places = [
    { weight: WEIGHTS.role, words: wordsOf(`${agent.role} ${agent.title}`) },
    { weight: WEIGHTS.capabilities, words: wordsOf(agent.capabilities) },
    { weight: WEIGHTS.usual, words: wordsOf(WORK_OF_ROLE[agent.role] ?? '') },
  ]
  const fit: Fit = { score: 0, words: [] }
  for (const word of wordsOf(text)) {
    const place = places.find(({ words }) => words.some((known) => isSame(word, known)))
    if (!place) continue
    fit.score += place.weight
    fit.words.push(word)
  }
  return fit
}

/** The agents that fit a text at all, best first; equals stay in the order they came in. */
export function rankByFit<T extends Candidate>(text: string, agents: readonly T[]): (T & Fit)[] {
  return agents
    .map((agent) => ({ ...agent, ...fitOf(text, agent) }))
    .filter((agent) => agent.score > 0)
    .sort((a, b) => b.score - a.score)
}
