import { createSSRApp } from 'vue'
import App from './App.vue'
import { openCode } from './lib/entry'

// #ifdef H5
openCode(window.location, window.history)
// #endif

export function createApp() {
  return { app: createSSRApp(App) }
}
