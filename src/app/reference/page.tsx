import type { Metadata } from 'next'
import { openApiDocument } from '@/entry/rest/v1'
import { Link } from '@/ui/link'
import { Logo } from '@/ui/logo'
import { ThemeSwitch } from '@/ui/theme-switch'
import type { ApiDocument, Operation } from './document'
import { Method, OperationPanel } from './operation'
import { Prose } from './prose'

export const metadata: Metadata = { title: 'API reference', description: 'Every route of the REST API, with examples.' }

type Entry = { method: string; path: string; operation: Operation }

function entriesOf(document: ApiDocument, tag: string): Entry[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => ({ method, path, operation }))
      .filter(({ operation }) => operation.tags.includes(tag)),
  )
}

/** The REST API, rendered from the same document that programs read. */
export default function Page() {
  const document = JSON.parse(JSON.stringify(openApiDocument())) as ApiDocument
  const groups = document.tags.map(({ name }) => ({ name, entries: entriesOf(document, name) }))
  return (
    <div className="mx-auto flex max-w-7xl gap-8 px-4 py-5 sm:px-6">
      <nav
        aria-label="Routes"
        className="sticky top-5 hidden max-h-[calc(100dvh-2.5rem)] w-60 shrink-0 self-start overflow-y-auto pb-4 md:block"
      >
        {groups.map(({ name, entries }) => (
          <div key={name} className="mb-4">
            <p className="mb-1 px-2 font-medium text-faint text-xs">{name}</p>
            <ul>
              {entries.map(({ operation }) => (
                <li key={operation.operationId}>
                  <a
                    href={`#${operation.operationId}`}
                    className="block truncate rounded-md px-2 py-1 text-muted hover:bg-hover hover:text-ink"
                  >
                    {operation.summary}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main className="min-w-0 flex-1">
        <Introduction document={document} />
        {groups.map(({ name, entries }) => (
          <section key={name} aria-labelledby={`group-${name}`} className="mb-10">
            <h2 id={`group-${name}`} className="mb-2 font-semibold text-lg tracking-tight">
              {name}
            </h2>
            <ul className="mb-4 md:hidden">
              {entries.map(({ method, path, operation }) => (
                <li key={operation.operationId}>
                  <a
                    href={`#${operation.operationId}`}
                    className="flex items-center gap-2 py-1.5 text-muted hover:text-ink"
                  >
                    <Method method={method} />
                    <span className="sr-only">{path}</span>
                    <span className="truncate">{operation.summary}</span>
                  </a>
                </li>
              ))}
            </ul>
            <div className="flex flex-col gap-4">
              {entries.map((entry) => (
                <OperationPanel key={entry.operation.operationId} document={document} {...entry} />
              ))}
            </div>
          </section>
        ))}
      </main>
    </div>
  )
}

function Introduction({ document }: { document: ApiDocument }) {
  const [server] = document.servers
  return (
    <header className="mb-8">
      <div className="mb-5 flex items-center gap-2">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold text-sm">
          <Logo className="size-5 text-accent" />
          {document.info.title}
        </Link>
        <div className="ml-auto">
          <ThemeSwitch />
        </div>
      </div>
      <h1 className="mb-3 font-semibold text-2xl tracking-tight">API reference</h1>
      <Prose text={document.info.description} />
      <p className="mt-4 text-muted">
        Base address <code className="font-mono text-ink text-xs">{server?.url}</code>. For programs:{' '}
        <a href={`${server?.url}/openapi.json`} className="text-accent underline underline-offset-2">
          OpenAPI 3.1 document
        </a>
        .
      </p>
    </header>
  )
}
