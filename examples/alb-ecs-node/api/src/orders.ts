import { Router } from "express";

export const orders = Router();

orders.post("/", (_request, response) => response.status(201).end());
