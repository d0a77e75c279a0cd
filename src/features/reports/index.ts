export { type Dashboard, dashboard } from './queries/dashboard'
