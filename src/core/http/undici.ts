/** What is used of undici. A module of our own: a bundle gives import() of a CommonJS package no names. */
export { Agent, EnvHttpProxyAgent, fetch } from "undici";
