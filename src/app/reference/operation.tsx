import { Badge } from '@/ui/badge'
import { CopyButton } from '@/ui/copy-button'
import { Panel } from '@/ui/panel'
import type { Tone } from '@/ui/tone'
import { type ApiDocument, curlOf, type Field, fieldsOf, type Operation, permissionText, typeOf } from './document'
import { Inline, Prose } from './prose'

const METHOD_TONE: Record<string, Tone> = { get: 'info', post: 'good', patch: 'warn', put: 'warn', delete: 'bad' }

type OperationProps = { method: string; path: string; operation: Operation; document: ApiDocument }

/** The method in its colour, with a width of its own so that paths line up. */
export function Method({ method }: { method: string }) {
  return (
    <Badge tone={METHOD_TONE[method] ?? 'neutral'} className="w-14 justify-center font-mono uppercase">
      {method}
    </Badge>
  )
}

/** One operation: what it does, what it takes, what it answers, and how to call it. */
export function OperationPanel({ method, path, operation, document }: OperationProps) {
  const parameters = (operation.parameters ?? [])
    .filter((each) => each.in !== 'header')
    .map((each) => ({
      name: each.name,
      type: each.schema ? typeOf(each.schema, document) : 'string',
      isRequired: each.required === true,
      description: each.description ?? (each.in === 'path' ? 'In the path.' : ''),
    }))
  const body = operation.requestBody?.content['application/json']?.schema
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? []
  const refusals = Object.entries(operation.responses).filter(([code]) => !code.startsWith('2'))
  const schema = answer?.content?.['application/json']?.schema
  const permission = permissionText(operation)
  const curl = curlOf(method, path, operation, document)
  return (
    <section id={operation.operationId} aria-labelledby={`${operation.operationId}-title`} className="scroll-mt-4">
      <Panel isFlush>
        <header className="border-b px-3 py-3 sm:px-4">
          <h3 id={`${operation.operationId}-title`} className="font-semibold text-base">
            <a href={`#${operation.operationId}`} className="hover:underline">
              {operation.summary}
            </a>
          </h3>
          <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
            <Method method={method} />
            <code className="font-mono text-ink text-xs [overflow-wrap:anywhere]">{path}</code>
          </p>
          {permission ? (
            <p className="mt-2 text-muted text-xs">
              <Inline text={permission} />
            </p>
          ) : null}
          {operation.description ? <div className="mt-2">{<Prose text={operation.description} />}</div> : null}
        </header>
        <div className="grid lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
          <div className="min-w-0 px-3 py-3 sm:px-4">
            <Fields title="Address" fields={parameters} />
            {body ? <Fields title="Body" fields={fieldsOf(body, document)} /> : null}
            {schema ? <Answer status={status ?? ''} fields={fieldsOf(schema, document)} /> : null}
            <Refusals refusals={refusals.map(([code, each]) => ({ code, text: each.description }))} />
          </div>
          <div className="min-w-0 border-t bg-sunken lg:border-t-0 lg:border-l">
            <div className="flex items-center justify-between py-1 pr-2 pl-3 text-faint text-xs sm:pl-4">
              Call
              <CopyButton text={curl} label={`Copy the call: ${operation.summary}`} />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
            <pre tabIndex={0} className="overflow-x-auto px-3 pb-3 font-mono text-xs leading-5 sm:px-4">
              {curl}
            </pre>
          </div>
        </div>
      </Panel>
    </section>
  )
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.length === 0) return null
  return (
    <div className="mb-4 last:mb-0">
      <h4 className="mb-1 font-medium text-faint text-xs">{title}</h4>
      <dl>
        {fields.map((field) => (
          <div key={field.name} className="border-b py-1.5 last:border-b-0 sm:flex sm:gap-4">
            <dt className="shrink-0 sm:w-52">
              <code className="font-mono text-ink text-xs [overflow-wrap:anywhere]">{field.name}</code>
              {field.isRequired ? <span className="ml-1.5 text-2xs text-accent">required</span> : null}
            </dt>
            <dd className="min-w-0 text-muted">
              <span className="text-faint text-xs">{field.type}</span>
              {field.description ? <span className="block">{<Inline text={field.description} />}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** What comes back is longer than what is sent, so it opens on request. */
function Answer({ status, fields }: { status: string; fields: Field[] }) {
  return (
    <details className="mb-4">
      <summary className="mb-1 font-medium text-faint text-xs hover:text-ink">
        Answer <span className="tnum">{status}</span>, {fields.length} fields
      </summary>
      <Fields title="" fields={fields} />
    </details>
  )
}

function Refusals({ refusals }: { refusals: { code: string; text: string }[] }) {
  return (
    <details>
      <summary className="font-medium text-faint text-xs hover:text-ink">Refusals, {refusals.length}</summary>
      <dl className="mt-1">
        {refusals.map(({ code, text }) => (
          <div key={code} className="flex gap-3 py-1">
            <dt className="tnum shrink-0 font-mono text-xs leading-5">{code}</dt>
            <dd className="min-w-0 text-muted">
              <Inline text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
