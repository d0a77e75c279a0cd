import type { Billing } from '../schema'

/** Programs that run models on one's own machine, by the names under which tools know them. */
const LOCAL = ['ollama', 'lmstudio', 'lm-studio', 'llamacpp', 'llama.cpp', 'llama-cpp', 'vllm', 'local']

/**
 * The same of what answers at an address of one's own machine or network. A model whose price nobody knows is taken for one that runs
 * there; one that has a price may be somebody's who only passes it on, and costs what it costs.
 */
export function billingAtHome(provider: string, model: string, isPriced: boolean): Billing {
  return isPriced ? billingOf(provider, model) : 'local'
}

/** Whose bill it is, where nobody has said it: a provider, or a model as in `ollama/llama3`, that names a program of one's own is local. */
export function billingOf(provider: string, model: string): Billing {
  const prefix = model.includes('/') ? model.slice(0, model.indexOf('/')) : ''
  return [provider, prefix].some((name) => LOCAL.includes(name.toLowerCase())) ? 'local' : 'metered'
}
