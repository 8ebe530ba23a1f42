document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  event.preventDefault();
  navigator.clipboard.writeText(button.dataset.copy).then(
    () => { document.getElementById("copied").textContent = "The address is copied."; },
    () => { document.getElementById(button.getAttribute("popovertarget")).showPopover(); },
  );
});
