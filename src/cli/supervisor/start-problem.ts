/** Something outside the product that keeps it from starting; its message is a sentence for the person who starts it. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
}
