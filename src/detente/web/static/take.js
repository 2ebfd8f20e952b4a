// Copies the address of a view; without this it can be selected and copied by hand.

const field = document.getElementById("link");
const button = document.querySelector("[data-copy]");
const copied = document.querySelector("[data-copied]");

if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      copied.textContent = "Copied.";
    } catch {
      field.select();
      copied.textContent = "Selected: copy it with Ctrl C.";
    }
  });
}
