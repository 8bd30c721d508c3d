import express from "express";

import { orders } from "./orders";

const app = express();
app.use("/orders", orders);
app.get("/healthz", (_request, response) => response.send("ok"));

const server = app.listen(3000);

process.on("SIGTERM", () => server.close());
