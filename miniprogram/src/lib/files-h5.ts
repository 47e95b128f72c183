// Files in a browser: choosing one, and handing one over.

export interface Chosen {
  name: string
  bytes: ArrayBuffer
}

/** Asks the person for a file; undefined where none was chosen. */
export function chooseFile(accept: string): Promise<Chosen | undefined> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = accept
    input.style.display = 'none'
    input.setAttribute('aria-label', '选择文件')
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      input.remove()
      if (file) void file.arrayBuffer().then((bytes) => resolve({ name: file.name, bytes }))
      else resolve(undefined)
    })
    input.addEventListener('cancel', () => {
      input.remove()
      resolve(undefined)
    })
    document.body.append(input)
    input.click()
  })
}

/** Hands bytes to the person as a file. */
export function saveFile(bytes: ArrayBuffer, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
