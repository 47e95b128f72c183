// On H5 uni-app wraps each built-in control in an element of its own: what a page says of a control (its label, its
// fault) lands on the wrapper, and buttons are no buttons to a keyboard; its dialogs leave the focus behind them. This puts
// that right. Not in the mini-program.

const spoken = ['aria-label', 'aria-describedby', 'aria-invalid', 'autocomplete', 'inputmode'] as const
const pressable = new Set(['button', 'radio', 'checkbox', 'switch', 'tab', 'link', 'option'])

/** Mends what is there and whatever comes. */
export function watchControls(): void {
  const body = document.body
  mend(body)
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'attributes') mendOne(change.target as Element)
      else for (const node of change.addedNodes) if (node instanceof Element) mend(node.closest('uni-image') ?? node) // its picture comes later
    }
    closed()
  }).observe(body, { childList: true, subtree: true, attributes: true, attributeFilter: [...spoken, 'disabled', 'style'] })
  document.addEventListener('keydown', key)
  document.addEventListener('keyup', letGo, true)
}

function mend(root: Element): void {
  mendOne(root)
  for (const element of root.querySelectorAll('uni-input, uni-textarea, uni-button, uni-image, [role], .uni-page-head-btn, uni-modal, .uni-modal, .uni-modal__btn')) mendOne(element)
}

function mendOne(element: Element): void {
  const tag = element.tagName.toLowerCase()
  if (tag === 'uni-input' || tag === 'uni-textarea') handOn(element)
  else if (tag === 'uni-button') asButton(element)
  else if (tag === 'uni-image') asImage(element)
  else if (tag === 'uni-modal' || element.getAttribute('role') === 'dialog') asDialog(element as HTMLElement)
  else if (element.classList.contains('uni-page-head-btn')) {
    asButton(element)
    put(element, 'aria-label', '返回')
  } else if (element.classList.contains('uni-modal__btn')) asButton(element)
  else if (element.classList.contains('uni-modal')) put(element, 'role', 'alertdialog')
  else if (pressable.has(element.getAttribute('role') ?? '') && !element.hasAttribute('tabindex')) put(element, 'tabindex', '0')
}

/** Sets what is not so already: each change calls the observer again. */
function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function handOn(wrapper: Element): void {
  const control = wrapper.querySelector('input, textarea')
  if (!control) return
  for (const name of spoken) {
    const value = wrapper.getAttribute(name)
    if (value === null) continue
    put(control, name, value)
    if (name === 'aria-label') wrapper.removeAttribute(name) // said once
  }
}

function asButton(button: Element): void {
  const off = button.hasAttribute('disabled')
  put(button, 'role', 'button')
  put(button, 'tabindex', off ? '-1' : '0')
  put(button, 'aria-disabled', String(off))
}

function asImage(wrapper: Element): void {
  const picture = wrapper.querySelector('img')
  if (picture) put(picture, 'alt', wrapper.getAttribute('aria-label') ?? '')
}

let opener: Element | null = null // what had the focus when the dialog opened
let dialog: HTMLElement | null = null // that is open

const answersOf = (modal: Element): HTMLElement[] => [...modal.querySelectorAll<HTMLElement>('.uni-modal__btn, uni-button')]

/** A dialog of the framework's stays in the page and is hidden; one of a page's comes and goes. */
function asDialog(modal: HTMLElement): void {
  if (modal.style.display === 'none') return closed()
  if (dialog === modal) return
  [opener, dialog] = [document.activeElement, modal]
  const answers = answersOf(modal)
  answers.forEach(asButton)
  answers[0]?.focus() // the one that changes nothing
}

/** The focus goes back to where it was before the dialog, unless the dialog is still open. */
function closed(): void {
  if (!dialog || (dialog.isConnected && dialog.style.display !== 'none')) return
  dialog = null
  if (opener instanceof HTMLElement) opener.focus()
}

let pressed = '' // the key that has pressed a control and is not let go yet

function key(event: KeyboardEvent): void {
  const target = event.target
  if (!(target instanceof HTMLElement)) return
  const role = target.getAttribute('role') ?? ''
  if (event.key === 'Tab' && dialog) goRound(dialog, event)
  else if (event.key === 'Escape') leave(target)
  else if (role === 'radio' && /^Arrow/.test(event.key)) choose(target, event)
  else if (pressable.has(role) && (event.key === 'Enter' || event.key === ' ')) press(target, event)
}

function press(target: HTMLElement, event: KeyboardEvent): void {
  event.preventDefault()
  if (event.repeat) return
  pressed = event.key
  target.click()
}

/** A dialog of the framework takes any Enter that is let go for its yes, also the one that has opened it. */
function letGo(event: KeyboardEvent): void {
  if (event.key === pressed) event.stopPropagation()
  pressed = ''
}

/** The arrows choose among radios, around the ends. */
function choose(radio: HTMLElement, event: KeyboardEvent): void {
  const all = [...(radio.closest('[role=radiogroup]')?.querySelectorAll<HTMLElement>('[role=radio]') ?? [radio])]
  const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : -1
  const next = all[(all.indexOf(radio) + step + all.length) % all.length]
  event.preventDefault()
  next?.focus()
  next?.click()
}

/** What is open closes: a dialog, what is unfolded where one is, or the sheet of the field where one is. */
function leave(target: HTMLElement): void {
  if (dialog?.matches('[role=dialog]')) return answersOf(dialog)[0]?.click() // those of the framework hear the key themselves
  const open = target.closest<HTMLElement>('[aria-expanded=true]') ?? target.closest('.field')?.querySelector<HTMLElement>('[aria-expanded=true]')
  open?.focus()
  open?.click()
}

/** Tab stays among the answers of a dialog. */
function goRound(modal: HTMLElement, event: KeyboardEvent): void {
  const all = answersOf(modal)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const next = all[(at + (event.shiftKey ? -1 : 1) + all.length) % all.length]
  event.preventDefault()
  next?.focus()
}
