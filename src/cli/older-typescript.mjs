import Module, { createRequire, register } from 'node:module'

/**
 * dependency-cruiser reads TypeScript through the compiler's JavaScript interface, which TypeScript 7 does not have. Loaded by
 * `node --import`, this file answers its requests for `typescript` with `typescript-classic`, an alias of version 6.
 */
const CLASSIC = 'typescript-classic'
const classicUrl = import.meta.resolve(CLASSIC)

register(
  `data:text/javascript,${encodeURIComponent(`export async function resolve(specifier, context, next) {
    return specifier === 'typescript' ? next(${JSON.stringify(classicUrl)}, context) : next(specifier, context)
  }`)}`,
)

const require = createRequire(import.meta.url)
const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, ...rest) =>
  request === 'typescript' || request.startsWith('typescript/')
    ? require.resolve(request.replace('typescript', CLASSIC))
    : resolveFilename(request, ...rest)
