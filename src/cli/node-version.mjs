const OLDEST = [20, 19]

/** A sentence when this Node.js is too old for the product, else null. `version` is like `20.19.0`. */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `Paperclip needs Node.js ${OLDEST.join('.')} or newer; this is ${version}. Install a newer one from https://nodejs.org, then try again.`
}
