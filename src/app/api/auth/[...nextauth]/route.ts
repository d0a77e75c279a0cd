import { signIn } from '@/entry/http/sign-in'
import { webDoor } from '@/entry/http/web-door'

const handler = webDoor((request: Request, context: object) => signIn(request, context))

export { handler as GET, handler as POST }
