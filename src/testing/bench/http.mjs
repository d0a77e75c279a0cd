import http from 'node:http'

/** A small keep-alive JSON client, so that what it costs itself stays low. Answers `{status, json, bytes}` whatever the status is. */
export function createClient(baseUrl, { sockets = 128, timeoutMs = 30_000, token = '' } = {}) {
  const base = new URL(baseUrl)
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets })

  function request(method, path, body) {
    return new Promise((resolve, reject) => {
      const payload = body === undefined ? null : Buffer.from(JSON.stringify(body))
      const headers = {
        ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      }
      const sent = http.request(
        { agent, host: base.hostname, port: base.port, method, path: base.pathname + path, headers },
        (response) => {
          const chunks = []
          response.on('data', (chunk) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const raw = Buffer.concat(chunks)
            resolve({ status: response.statusCode, json: parsed(raw), bytes: raw.length })
          })
        },
      )
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`timeout ${method} ${path}`)))
      sent.on('error', reject)
      sent.end(payload)
    })
  }

  /** Like `request`, and throws unless the answer is 2xx. */
  async function must(method, path, body) {
    const answer = await request(method, path, body)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.json)?.slice(0, 200)}`)
  }

  return { request, must, close: () => agent.destroy() }
}

function parsed(raw) {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return null
  }
}
