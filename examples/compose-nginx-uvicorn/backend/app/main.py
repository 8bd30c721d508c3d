from fastapi import FastAPI

app = FastAPI()


@app.post("/api/notes", status_code=201)
def create(note: dict) -> dict:
    return note
