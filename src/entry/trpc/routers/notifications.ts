import {
  addChannel,
  getMailChoice,
  listChannels,
  listDeliveries,
  removeChannel,
  resendDelivery,
  rotateChannelSecret,
  setMailChoice,
  testChannel,
  testMail,
  updateChannel,
} from '@/features/notifications'
import { router } from '../init'
import { commandProcedure, queryProcedure } from '../procedure'

export const notifications = router({
  listChannels: queryProcedure(listChannels),
  addChannel: commandProcedure(addChannel),
  updateChannel: commandProcedure(updateChannel),
  rotateChannelSecret: commandProcedure(rotateChannelSecret),
  removeChannel: commandProcedure(removeChannel),
  testChannel: commandProcedure(testChannel),
  listDeliveries: queryProcedure(listDeliveries),
  resendDelivery: commandProcedure(resendDelivery),
  getMailChoice: queryProcedure(getMailChoice),
  setMailChoice: commandProcedure(setMailChoice),
  testMail: commandProcedure(testMail),
})
