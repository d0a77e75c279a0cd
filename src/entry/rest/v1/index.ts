import { serve } from '../serve'
import { V1 } from './dialect'
import { TABLE } from './table'

/** The REST dialect `/api/v1`. */
export const { answer: answerV1, openApiDocument } = serve(V1, TABLE)
