import { formatMicros } from '@/platform/money'
import type { Metric } from '../schema'

/** An amount of a metric as people read it: dollars, `1,200 tokens`, `3 runs`. */
export function amountText(metric: Metric, amount: number): string {
  return metric === 'money' ? formatMicros(amount) : `${amount.toLocaleString('en-US')} ${metric}`
}
