import pino from 'pino'

/** Field names whose values never reach a log line, at any of the depths that the product logs. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'token',
  'runToken',
  'apiKey',
  'api_key',
  'password',
  'secret',
  'DATABASE_URL',
  'SMTP_URL',
  'PAPERCLIP_API_KEY',
]

/** The log of this process: one JSON line an event, on standard output. */
export const log = pino({
  level: process.env.LOG_LEVEL || 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: '[redacted]',
  },
})
