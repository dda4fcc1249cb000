import { mkdirSync, rmSync, existsSync } from "node:fs";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";
import { queryCurve } from "#core/store/series/seriesQuery.ts";
const finish = <T>(g: Generator<undefined,T,boolean>): T => { for(;;){const {done,value}=g.next(false); if(done) return value;} };
const dir = "/tmp/Bscratch/idx2"; const fresh = !existsSync(dir); mkdirSync(dir,{recursive:true});
const index = new SeriesIndex(dir);
const file = {name:"events.jsonl",source:"events" as const,rank:null};
let src = index.load("r", file); const n = 10e6; let s = 12345;
if (fresh) { for (let i=0;i<n;i++){ s=(s*1103515245+12345)&0x7fffffff; src.series.append(i, 1.7e9+i*0.0371+ (s%1000)*1e-5, {loss: Math.exp(-i/n)+ (s/0x7fffffff)*0.1}); if (i%500000===499999){src.isDirty=true; index.commit([src]);} }
src.isDirty=true; index.commit([src]); }
src = index.load("r", file);
const one = src.series.get("loss")!;
for (const x of ["step","time"] as const) for (const share of [1,0.1,0.05,0.01,0.001,0.0001]) {
  const k = x==="step"?1:0.0371, base = x==="step"?0:1.7e9;
  const c=process.cpuUsage(); const reps=100; const w=[];
  for (let i=0;i<reps;i++){ const a=Math.random()*(1-share)*n; const t=performance.now(); finish(queryCurve(one, {x, points:1000, range:{min:base+a*k,max:base+(a+share*n)*k}}, ()=>undefined)); w.push(performance.now()-t);}
  const d=process.cpuUsage(c); w.sort((a,b)=>a-b); console.log(x, share, "cpu", ((d.user+d.system)/1000/reps).toFixed(2), "wall p50", w[50].toFixed(2), "min", w[0].toFixed(2));
}
